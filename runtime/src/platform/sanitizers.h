// SPDX-License-Identifier: MIT
// Which sanitizer this build runs under.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define RIOT_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RIOT_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define RIOT_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RIOT_TSAN 1
#endif
#endif
#ifndef RIOT_ASAN
#define RIOT_ASAN 0
#endif
#ifndef RIOT_TSAN
#define RIOT_TSAN 0
#endif
