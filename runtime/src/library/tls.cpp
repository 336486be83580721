// SPDX-License-Identifier: MIT
// What net/tls.riot is built on: OpenSSL, between memory on both sides. The stream moves the sealed bytes, so all waiting is its own.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <sys/stat.h>

#include <algorithm>

#include "riot/native_library.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/library/stream.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;

namespace {

// Numbers of the constructors of tls.Trust.
enum Trust : Int { kSystemRoots, kRootsIn, kAnybody };

// Where systems keep the roots that they trust, in one file.
constexpr const char* kRootFiles[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

std::string last_problem() {
  std::string text = "unknown problem";
  if (const unsigned long code = ERR_peek_last_error()) {
    const char* reason = ERR_reason_error_string(code);
    if (reason) text = reason;
  }
  ERR_clear_error();
  return text;
}

class Session : public Cipher {
 public:
  // Takes over the session.
  explicit Session(SSL* ssl) : ssl_(ssl), in_(BIO_new(BIO_s_mem())), out_(BIO_new(BIO_s_mem())) { SSL_set_bio(ssl_, in_, out_); }
  ~Session() override { SSL_free(ssl_); }

  Int unseal(std::string_view sealed, std::string& arrived) override {
    if (!problem.empty()) return kTls;
    ERR_clear_error();
    if (!sealed.empty()) BIO_write(in_, sealed.data(), static_cast<int>(sealed.size()));
    if (!is_open) {
      const int done = SSL_do_handshake(ssl_);
      collect();
      if (done != 1) return SSL_get_error(ssl_, done) == SSL_ERROR_WANT_READ ? 0 : failed();
      is_open = true;
    }
    for (;;) {
      constexpr std::size_t kRecord = 16384;
      const std::size_t size = arrived.size();
      arrived.resize(size + kRecord);
      const int n = SSL_read(ssl_, arrived.data() + size, kRecord);
      arrived.resize(size + static_cast<std::size_t>(std::max(n, 0)));
      if (n > 0) continue;
      collect();
      switch (SSL_get_error(ssl_, n)) {
        case SSL_ERROR_WANT_READ: return 0;
        // What came before is read first; the next look at the descriptor finds the end.
        case SSL_ERROR_ZERO_RETURN: return arrived.empty() ? Int{kEof} : 0;
        default: return failed();
      }
    }
  }

  Int seal(std::string_view data) override {
    if (!problem.empty()) return kTls;
    ERR_clear_error();
    const int n = SSL_write(ssl_, data.data(), static_cast<int>(data.size()));
    collect();
    return n > 0 ? 0 : failed();
  }

  Int at_end() override {
    if (!problem.empty()) return kTls;
    // Without a farewell, somebody may have cut the stream off.
    return SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN ? Int{kEof} : Int{ECONNRESET};
  }

  void say_goodbye() override {
    if (!problem.empty()) return;
    ERR_clear_error();
    SSL_shutdown(ssl_);
    collect();
  }

  const char* version() const { return is_open ? SSL_get_version(ssl_) : ""; }

  std::string problem;  // why the session is over; empty while it is not

 private:
  void collect() {
    for (std::size_t waiting; (waiting = BIO_ctrl_pending(out_)) > 0;) {
      const std::size_t size = outgoing.size();
      outgoing.resize(size + waiting);
      const int n = BIO_read(out_, outgoing.data() + size, static_cast<int>(waiting));
      outgoing.resize(size + static_cast<std::size_t>(std::max(n, 0)));
      if (n <= 0) return;
    }
  }
  Int failed() {
    const long verdict = SSL_get_verify_result(ssl_);
    problem = verdict != X509_V_OK && !is_open ? X509_verify_cert_error_string(verdict) : last_problem();
    ERR_clear_error();
    return kTls;
  }

  SSL* ssl_;
  BIO* in_;   // of the session, as the next
  BIO* out_;
};

Session& session_of(Foreign* stream) { return static_cast<Session&>(*stream_of(stream).cipher); }

struct ServerContext : Foreign {
  SSL_CTX* context;
};

SSL_CTX* new_context(const SSL_METHOD* method) {
  SSL_CTX* context = SSL_CTX_new(method);
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  return context;
}

bool is_there(const char* path) {
  struct stat now;
  return ::stat(path, &now) == 0;
}

bool load_roots(SSL_CTX* context, Int trust, const std::string& path) {
  if (trust == kRootsIn) {
    struct stat now;
    const bool is_folder = ::stat(path.c_str(), &now) == 0 && S_ISDIR(now.st_mode);
    return is_folder ? SSL_CTX_load_verify_dir(context, path.c_str()) : SSL_CTX_load_verify_file(context, path.c_str());
  }
  // OpenSSL's own folder, which SSL_CERT_FILE and SSL_CERT_DIR change, is where it was built; the usual places come after it.
  SSL_CTX_set_default_verify_paths(context);
  for (const char* file : kRootFiles)
    if (is_there(file)) return SSL_CTX_load_verify_file(context, file);
  return true;
}

}  // namespace

Object* tls_server(Process& self, String* certificate, String* key) {
  std::string why;
  Own<Foreign> made(blocking(self, [&]() -> Foreign* {
    ERR_clear_error();
    SSL_CTX* context = new_context(TLS_server_method());
    const bool is_good = SSL_CTX_use_certificate_chain_file(context, std::string(view(certificate)).c_str()) == 1 &&
                         SSL_CTX_use_PrivateKey_file(context, std::string(view(key)).c_str(), SSL_FILETYPE_PEM) == 1 && SSL_CTX_check_private_key(context) == 1;
    if (!is_good) {
      why = last_problem();
      SSL_CTX_free(context);
      return constant<Foreign>(0);
    }
    ServerContext* made = static_cast<ServerContext*>(allocate(sizeof(ServerContext)));
    made->count = 1;
    made->tag = made->detail = 0;
    made->destroy = [](Foreign* mine) noexcept {
      SSL_CTX_free(static_cast<ServerContext*>(mine)->context);
      release_memory(mine, sizeof(ServerContext));
    };
    made->context = context;
    return made;
  }));
  return is_object(made.get()) ? ok(to_word(made.take()), kForeign) : error(to_word(new_string(why)), kString);
}

Unit tls_accept(Process&, Foreign* stream, Foreign* context) {
  SSL* ssl = SSL_new(static_cast<ServerContext*>(context)->context);
  SSL_set_accept_state(ssl);
  stream_of(stream).cipher = std::make_unique<Session>(ssl);
  return {};
}

Object* tls_connect(Process& self, Foreign* stream, String* name, Int trust, String* roots) {
  std::string why;
  blocking(self, [&] {
    ERR_clear_error();
    SSL_CTX* context = new_context(TLS_client_method());
    if (trust != kAnybody) {
      SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
      if (!load_roots(context, trust, std::string(view(roots)))) why = "no roots in " + std::string(view(roots)) + ": " + last_problem();
    }
    SSL* ssl = SSL_new(context);
    SSL_CTX_free(context);  // the session has a reference of its own
    SSL_set_connect_state(ssl);
    const std::string host(view(name));
    unsigned char address[16];
    if (::inet_pton(AF_INET, host.c_str(), address) == 1 || ::inet_pton(AF_INET6, host.c_str(), address) == 1) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
    } else {
      SSL_set_tlsext_host_name(ssl, host.c_str());
      SSL_set1_host(ssl, host.c_str());
    }
    auto session = std::make_unique<Session>(ssl);
    if (why.empty()) stream_of(stream).cipher = std::move(session);
  });
  return why.empty() ? ok(0, kUnit) : error(to_word(new_string(why)), kString);
}

Object* tls_handshake(Process& self, Foreign* stream, Int timeout) { return outcome(static_cast<int>(open_cipher(self, stream_of(stream), deadline_in(timeout)))); }

String* tls_problem(Process&, Foreign* stream) {
  std::lock_guard lock(stream_of(stream).mutex);
  return new_string(session_of(stream).problem);
}
String* tls_version(Process&, Foreign* stream) {
  std::lock_guard lock(stream_of(stream).mutex);
  return new_string(session_of(stream).version());
}

}  // namespace riot
