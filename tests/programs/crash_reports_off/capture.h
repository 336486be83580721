// Standard error goes into a file from here on.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <string>

inline int capture(const std::string& path) { return ::dup2(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2); }
