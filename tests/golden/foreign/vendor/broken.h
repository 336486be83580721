// SPDX-License-Identifier: MIT
// Not C++: for what is said of a header that does not compile.
#pragma once
namespace broken {
inline int f( { return 1; }
}
