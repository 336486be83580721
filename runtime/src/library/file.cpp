// SPDX-License-Identifier: MIT
// What file.riot is built on. Everything that may wait for a disk goes through blocking().
#include <algorithm>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "riot/library.h"
#include "runtime/src/library/input.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;
namespace fs = std::filesystem;

namespace {

// Mode of file.riot, in order of declaration.
enum Mode : std::uint16_t { kRead, kWrite, kAppend, kReadWrite, kCreateNew };

std::string path_of(const String* path) { return std::string(view(path)); }

int retry_open(const char* path, int flags) {
  int fd;
  do fd = ::open(path, flags | O_CLOEXEC, 0666);
  while (fd < 0 && errno == EINTR);
  return fd;
}

Int write_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n >= 0) data.remove_prefix(static_cast<std::size_t>(n));
    else if (errno != EINTR) return errno;
  }
  return 0;
}

// What a File value is. Any process may use it; the mutex serialises them.
struct OpenFile : Foreign {
  std::mutex mutex;
  int fd;  // -1 when closed
  std::size_t buffer_size;
  std::string unwritten;
  Reader reader;

  OpenFile(int descriptor, std::size_t buffer) : fd(descriptor), buffer_size(buffer), reader(descriptor, std::max<std::size_t>(buffer, 1)) {}

  Int flush() {
    if (fd < 0) return kClosed;
    const Int error = write_all(fd, unwritten);
    unwritten.clear();
    return error;
  }
  // Whether that went into the buffer without a call of the system.
  bool buffers(std::string_view data) {
    if (reader.buffered() || unwritten.size() + data.size() > buffer_size) return false;
    unwritten.append(data);
    return true;
  }
  Int write(std::string_view data) {
    if (fd < 0) return kClosed;
    if (reader.buffered()) {  // what was read ahead has not been passed yet
      ::lseek(fd, -static_cast<off_t>(reader.buffered()), SEEK_CUR);
      reader.forget();
    }
    if (unwritten.size() + data.size() <= buffer_size) {
      unwritten.append(data);
      return 0;
    }
    if (const Int error = flush()) return error;
    if (data.size() >= buffer_size) return write_all(fd, data);
    unwritten.assign(data);
    return 0;
  }
  Int close() {
    if (fd < 0) return kClosed;
    Int error = flush();
    if (::close(fd) != 0 && !error && errno != EINTR) error = errno;
    fd = -1;
    return error;
  }
};

OpenFile& open_file(Foreign* file) { return *static_cast<OpenFile*>(file); }

void destroy_file(Foreign* file) noexcept {
  OpenFile& f = open_file(file);
  if (f.fd >= 0) f.close();
  f.~OpenFile();
  release_memory(file, sizeof(OpenFile));
}

// Runs `use` on the file here and now if nobody else uses it: for what its buffers can do without the system. False: not done.
template <class Use>
bool at_once(Foreign* file, Use&& use) {
  OpenFile& f = open_file(file);
  std::unique_lock lock(f.mutex, std::try_to_lock);
  return lock && f.fd >= 0 && use(f);
}

// Runs `use` on the locked file, where it may block.
template <class Use>
Int with_file(Process& self, Foreign* file, Use&& use) {
  return blocking(self, [&]() -> Int {
    OpenFile& f = open_file(file);
    std::lock_guard lock(f.mutex);
    return f.fd < 0 ? Int{kClosed} : use(f);
  });
}

Int read_whole(const std::string& path, std::string& out) {
  const int fd = retry_open(path.c_str(), O_RDONLY);
  if (fd < 0) return errno;
  struct stat info;
  Int error = 0;
  if (::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) error = EISDIR;
  // A size that is known saves copies; files of /proc say 0 and have more.
  if (!error) out.reserve(static_cast<std::size_t>(info.st_size) + 1);
  char chunk[4096];
  while (!error) {
    const std::size_t room = out.capacity() - out.size();
    ssize_t n;
    if (room > sizeof chunk) {
      const std::size_t size = out.size();
      out.resize(size + room);
      n = ::read(fd, out.data() + size, room);
      const int code = errno;
      out.resize(size + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
      errno = code;
    } else {
      n = ::read(fd, chunk, sizeof chunk);
      if (n > 0) out.append(chunk, static_cast<std::size_t>(n));
    }
    if (n == 0) break;
    if (n < 0 && errno != EINTR) error = errno;
  }
  ::close(fd);
  return error;
}

String* lossy(std::string_view bytes) {
  Text text;
  add_lossy(text, bytes);
  return new_string(text.view());
}

Object* path_outcome(Int error, const std::string& path) { return error ? failure(error) : success(lossy(path)); }

std::string temporary(std::string_view prefix) {
  const char* folder = ::getenv("TMPDIR");
  return std::string(folder && *folder ? folder : "/tmp") + "/" + std::string(prefix) + "-XXXXXX";
}

}  // namespace

Object* file_read(Process& self, String* path) {
  std::string data;
  const Int error = blocking(self, [&, name = path_of(path)] { return read_whole(name, data); });
  return error ? failure(error) : success(new_bytes(data));
}

Object* file_write(Process& self, String* path, Bytes* data, Bool append) {
  const Int error = blocking(self, [&, name = path_of(path)]() -> Int {
    const int fd = retry_open(name.c_str(), O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC));
    if (fd < 0) return errno;
    Int failed = write_all(fd, view(data));
    if (::close(fd) != 0 && !failed && errno != EINTR) failed = errno;
    return failed;
  });
  return outcome(static_cast<int>(error));
}

Object* file_stat(Process& self, String* path, Bool follow) {
  struct stat info;
  const Int error = blocking(self, [&, name = path_of(path)]() -> Int {
    return (follow ? ::stat(name.c_str(), &info) : ::lstat(name.c_str(), &info)) == 0 ? 0 : errno;
  });
  if (error) return failure(error);
  struct Numbers : Object {
    Int kind, size, modified, permissions;
  };
  Numbers* numbers = make<Numbers>();
  numbers->kind = S_ISREG(info.st_mode) ? 0 : S_ISDIR(info.st_mode) ? 1 : S_ISLNK(info.st_mode) ? 2 : 3;
  numbers->size = info.st_size;
  numbers->modified = Int{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
  numbers->permissions = info.st_mode & 07777;
  return ok(to_word(numbers), kAnyObject);
}

Object* file_list(Process& self, String* path) {
  std::vector<std::string> names;
  const Int error = blocking(self, [&, name = path_of(path)]() -> Int {
    DIR* folder = ::opendir(name.c_str());
    if (!folder) return errno;
    errno = 0;
    while (const dirent* entry = ::readdir(folder)) {
      const std::string_view found = entry->d_name;
      if (found != "." && found != "..") names.emplace_back(found);
    }
    const int failed = errno;
    ::closedir(folder);
    return failed;
  });
  if (error) return failure(error);
  std::sort(names.begin(), names.end());
  ListBuilder list(kString);
  for (const std::string& name : names) list.add(to_word(lossy(name)));
  return ok(to_word(list.list()), kAnyObject);
}

Object* file_make_directory(Process& self, String* path, Bool parents) {
  return outcome(blocking(self, [&, name = path_of(path)] {
    if (!parents) return ::mkdir(name.c_str(), 0777) == 0 ? 0 : errno;
    std::error_code error;
    fs::create_directories(name, error);
    return error.value();
  }));
}

Object* file_remove(Process& self, String* path) {
  return outcome(blocking(self, [name = path_of(path)] { return ::remove(name.c_str()) == 0 ? 0 : errno; }));
}

Object* file_remove_all(Process& self, String* path) {
  return outcome(blocking(self, [name = path_of(path)] {
    std::error_code error;
    fs::remove_all(name, error);
    return error.value();
  }));
}

Object* file_rename(Process& self, String* from, String* to) {
  return outcome(blocking(self, [from = path_of(from), to = path_of(to)] { return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno; }));
}

Object* file_copy(Process& self, String* from, String* to) {
  return outcome(blocking(self, [from = path_of(from), to = path_of(to)] {
    std::error_code error;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    return error.value();
  }));
}

Object* file_temp_file(Process& self, String* prefix) {
  std::string path = temporary(view(prefix));
  const Int error = blocking(self, [&]() -> Int {
    const int fd = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd < 0) return errno;
    ::close(fd);
    return 0;
  });
  return path_outcome(error, path);
}

Object* file_temp_directory(Process& self, String* prefix) {
  std::string path = temporary(view(prefix));
  const Int error = blocking(self, [&]() -> Int { return ::mkdtemp(path.data()) ? 0 : errno; });
  return path_outcome(error, path);
}

Object* file_open(Process& self, String* path, std::uint16_t mode, Int buffer) {
  constexpr int flags[] = {O_RDONLY, O_WRONLY | O_CREAT | O_TRUNC, O_WRONLY | O_CREAT | O_APPEND, O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_EXCL};
  int error = 0;
  const int fd = blocking(self, [&, name = path_of(path)] {
    const int opened = retry_open(name.c_str(), flags[mode]);
    if (opened < 0) error = errno;
    return opened;
  });
  if (fd < 0) return failure(error);
  OpenFile* file = new (allocate(sizeof(OpenFile))) OpenFile(fd, static_cast<std::size_t>(std::max<Int>(buffer, 0)));
  file->count = 1;
  file->tag = file->detail = 0;
  static_cast<Foreign*>(file)->destroy = destroy_file;
  return ok(to_word(file), kForeign);
}

Object* file_close(Process& self, Foreign* file) {
  const Int error = with_file(self, file, [](OpenFile& f) { return f.close(); });
  return error ? failure(error) : success();
}

Object* file_read_line(Process& self, Foreign* file, Int max) {
  std::string line;
  const std::size_t limit = static_cast<std::size_t>(std::max<Int>(max, 0));
  Int error = 0;
  const auto buffered = [&](OpenFile& f) {
    return f.unwritten.empty() && (error = f.reader.line(line, limit, kBufferedOnly)) != kWouldBlock;
  };
  if (!at_once(file, buffered))
    error = with_file(self, file, [&](OpenFile& f) {
      if (const Int failed = f.flush()) return failed;
      return f.reader.line(line, limit, -1);
    });
  if (error) return failure(error);
  return is_utf8(line) ? success(new_string(line)) : failure(kInvalidUtf8);
}

Object* file_read_chunk(Process& self, Foreign* file, Int max) {
  std::string data;
  const std::size_t limit = static_cast<std::size_t>(std::max<Int>(max, 0));
  Int error = 0;
  const auto buffered = [&](OpenFile& f) {
    return f.unwritten.empty() && (error = f.reader.some(data, limit, kBufferedOnly)) != kWouldBlock;
  };
  if (!at_once(file, buffered))
    error = with_file(self, file, [&](OpenFile& f) {
      if (const Int failed = f.flush()) return failed;
      return f.reader.some(data, limit, -1);
    });
  return error ? failure(error) : success(new_bytes(data));
}

Object* file_write_chunk(Process& self, Foreign* file, Bytes* data) {
  if (at_once(file, [&](OpenFile& f) { return f.buffers(view(data)); })) return success();
  const Int error = with_file(self, file, [&](OpenFile& f) { return f.write(view(data)); });
  return error ? failure(error) : success();
}

Object* file_flush(Process& self, Foreign* file, Bool to_disk) {
  const Int error = with_file(self, file, [&](OpenFile& f) -> Int {
    if (const Int failed = f.flush()) return failed;
    return to_disk && ::fsync(f.fd) != 0 ? errno : 0;
  });
  return error ? failure(error) : success();
}

Object* file_seek(Process& self, Foreign* file, Int to) {
  const Int error = with_file(self, file, [&](OpenFile& f) -> Int {
    if (const Int failed = f.flush()) return failed;
    f.reader.forget();
    return ::lseek(f.fd, to, SEEK_SET) < 0 ? errno : 0;
  });
  return error ? failure(error) : success();
}

Object* file_position(Process& self, Foreign* file) {
  Int position = 0;
  const Int error = with_file(self, file, [&](OpenFile& f) -> Int {
    const off_t at = ::lseek(f.fd, 0, SEEK_CUR);
    if (at < 0) return errno;
    position = at - static_cast<Int>(f.reader.buffered()) + static_cast<Int>(f.unwritten.size());
    return 0;
  });
  return error ? failure(error) : success(position);
}

Object* file_size(Process& self, Foreign* file) {
  struct stat info;
  const Int error = with_file(self, file, [&](OpenFile& f) -> Int {
    if (const Int failed = f.flush()) return failed;
    return ::fstat(f.fd, &info) == 0 ? 0 : errno;
  });
  return error ? failure(error) : success(Int{info.st_size});
}

}  // namespace riot
