#pragma once

namespace nuri {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

/// States what must hold if our own code is right, in release builds too. Nothing that a peer, a
/// file or a licensor can send may reach one.
#define CHECK(condition)                                          \
    do {                                                          \
        if (!(condition)) [[unlikely]]                            \
            ::nuri::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)
