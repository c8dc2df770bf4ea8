#pragma once

#include <cstddef>
#include <new>

namespace nuri::rights {

/// Memory on pages of 2 MiB, where the system gives them (Linux, with transparent huge pages at `madvise` or
/// `always`), else on pages of the usual size. Always fresh from the system: what a heap hands out again has
/// lain on small pages before and stays on them. Throws std::bad_alloc.
void* take_large_pages(size_t size);
void give_back_large_pages(void* memory, size_t size);

/// Puts the tables that questions jump about in on large pages: a question that finds nothing in any cache
/// would else wait for the page table before it waits for the answer. A small table would waste its page, and
/// is given one of the heap's places.
template<typename T>
struct LargePageAllocator {
    using value_type = T;
    static constexpr size_t large = size_t{1} << 20;

    LargePageAllocator() = default;
    template<typename U>
    LargePageAllocator(const LargePageAllocator<U>&) {}  // NOLINT: the standard wants a conversion

    T* allocate(size_t count) {
        const size_t size = count * sizeof(T);
        if (size >= large) return static_cast<T*>(take_large_pages(size));
        return static_cast<T*>(::operator new(size, std::align_val_t(alignof(T))));
    }
    void deallocate(T* memory, size_t count) {
        const size_t size = count * sizeof(T);
        if (size >= large) return give_back_large_pages(memory, size);
        ::operator delete(memory, std::align_val_t(alignof(T)));
    }

    friend bool operator==(LargePageAllocator, LargePageAllocator) { return true; }
};

}  // namespace nuri::rights
