// How many objects the program has made so far.
#pragma once
#include "riot/value.h"

namespace counts {
inline riot::Int made() { return riot::objects_made(); }
}  // namespace counts
