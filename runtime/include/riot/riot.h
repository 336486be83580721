// SPDX-License-Identifier: MIT
// All that emitted code includes. Kept light: a hello-world compiles in a fraction of a second because of it.
#pragma once
#include "riot/arithmetic.h"
#include "riot/library.h"
#include "riot/native_library.h"
#include "riot/outside.h"
#include "riot/process.h"
#include "riot/process_library.h"
#include "riot/shared_library.h"
#include "riot/value.h"
