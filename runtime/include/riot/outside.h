// SPDX-License-Identifier: MIT
// What the modules of the outside stand on: signals, programs, sockets. The convention is that of library.h. Foreign values are
// closed with their last reference, and any process may use them; Result[.., Int] holds an errno or one of io.error_of's own
// numbers. What takes a timeout, in nanoseconds, waits without holding up other processes.
#pragma once
#include "riot/process.h"

namespace riot {

// ---- signals ----
Object* system_open_signal(Process& self, Int number);   // Result[Signals, Int]: in place of what the signal does by default
Int system_next_signal(Process& self, Foreign* signals);  // waits; how often it has come since

// ---- streams: sockets and pipes ----
Object* stream_read(Process& self, Foreign* stream, Int max, Int timeout);            // Result[Bytes, Int]: at least one byte
Object* stream_await_data(Process& self, Foreign* stream, Int timeout);
Object* stream_read_exactly(Process& self, Foreign* stream, Int size, Int timeout);   // Result[Bytes, Int]
Object* stream_read_line(Process& self, Foreign* stream, Int max, Int timeout);       // Result[String, Int]
Object* stream_write(Process& self, Foreign* stream, Bytes* data, Int timeout);       // Result[Unit, Int]
Unit stream_close(Process& self, Foreign* stream);
Unit stream_shutdown(Process& self, Foreign* stream);
// How much a delivery may send; the delivery takes one before it reads. Comes back at once when the stream is closed.
Unit stream_demand(Process& self, Foreign* stream, Int more);
Unit stream_take_credit(Process& self, Foreign* stream);

// ---- sockets ----
Object* tcp_listen(Process& self, String* host, Int port, Int backlog);                // Result[Stream, Int]
Object* tcp_connect(Process& self, String* host, Int port, Int timeout);               // Result[Stream, Int]
Object* unix_listen(Process& self, String* path, Int backlog);                         // Result[Stream, Int]
Object* unix_connect(Process& self, String* path, Int timeout);                        // Result[Stream, Int]
Object* socket_accept(Process& self, Foreign* listener, Int timeout);                  // Result[Stream, Int]
Object* socket_address(Process& self, Foreign* socket, Bool peer);                     // (String, Int); ("", 0) when unknown
Unit socket_set_no_delay(Process& self, Foreign* socket, Bool on);
Object* udp_open(Process& self, String* host, Int port);                               // Result[Stream, Int]
Object* udp_read(Process& self, Foreign* socket, Int timeout);                         // Result[((String, Int), Bytes), Int]
Object* udp_write(Process& self, Foreign* socket, Bytes* data, String* host, Int port);  // Result[Unit, Int]
Object* dns_lookup(Process& self, String* host);                                       // Result[List[String], Int]; blocks in the pool
Object* dns_reverse(Process& self, String* address);                                   // Result[String, Int]; the same

// ---- programs ----
// Result[Child, Int]. In a process group of its own, with pipes for its three streams. `environment`: List[(String, String)].
Object* child_start(Process& self, String* command, Object* arguments, String* directory, Object* environment);
Int child_id(Process& self, Foreign* child);
Foreign* child_input(Process& self, Foreign* child);  // owned streams
Foreign* child_output(Process& self, Foreign* child);
Foreign* child_errors(Process& self, Foreign* child);
Object* child_wait(Process& self, Foreign* child, Int timeout);  // Result[Int, Int]: its status, or 128 + n after signal n
Unit child_signal(Process& self, Foreign* child, Int number);    // to its whole group

}  // namespace riot
