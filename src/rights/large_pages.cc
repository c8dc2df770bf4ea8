#include "rights/large_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace nuri::rights {
namespace {

constexpr size_t page = size_t{2} << 20;

constexpr size_t whole_pages(size_t size) {
    return (size + page - 1) / page * page;
}

}  // namespace

void* take_large_pages(size_t size) {
    if (size > SIZE_MAX - 2 * page) throw std::bad_alloc();
    // One page more than asked for, to cut an aligned piece out of it.
    const size_t taken = whole_pages(size) + page;
    void* const memory = mmap(nullptr, taken, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    auto* const begin = static_cast<std::byte*>(memory);
    const size_t before = (page - reinterpret_cast<uintptr_t>(begin) % page) % page;
    if (before > 0) munmap(begin, before);
    munmap(begin + before + whole_pages(size), page - before);
#if defined(__linux__)
    madvise(begin + before, whole_pages(size), MADV_HUGEPAGE);  // advice: no answer depends on it
#endif
    return begin + before;
}

void give_back_large_pages(void* memory, size_t size) {
    munmap(memory, whole_pages(size));
}

}  // namespace nuri::rights
