// SPDX-License-Identifier: MIT
// What stdlib's counter.riot and table.riot stand on: things that processes share without messages. The convention is
// that of library.h.
#pragma once
#include "riot/value.h"

namespace riot {

// ---- counter ----
Foreign* counter_new(Process& self, Int start);
Int counter_add(Process& self, Foreign* counter, Int by, const char* place);  // the new value; crashes on overflow
Int counter_get(Process& self, Foreign* counter);
Int counter_exchange(Process& self, Foreign* counter, Int value);
Bool counter_compare_exchange(Process& self, Foreign* counter, Int expected, Int value);

// ---- table ----
Foreign* table_new(Process& self, Bool is_ordered, const TypeInfo& k, const TypeInfo& v);
Unit table_put(Process& self, Foreign* table, Word key, Word value, const TypeInfo& k, const TypeInfo& v);
Bool table_put_new(Process& self, Foreign* table, Word key, Word value, const TypeInfo& k, const TypeInfo& v);
Object* table_get(Process& self, Foreign* table, Word key, const TypeInfo& k, const TypeInfo& v);  // Option[v]
Bool table_has_key(Process& self, Foreign* table, Word key, const TypeInfo& k, const TypeInfo& v);
Object* table_take(Process& self, Foreign* table, Word key, const TypeInfo& k, const TypeInfo& v);  // Option[v]
// Two Option[v]; the value that is expected is compared by identity.
Bool table_replace(Process& self, Foreign* table, Word key, Object* expected, Object* value, const TypeInfo& k, const TypeInfo& v);
Int table_size(Process& self, Foreign* table, const TypeInfo& k, const TypeInfo& v);
Object* table_to_list(Process& self, Foreign* table, const TypeInfo& k, const TypeInfo& v);  // List[(k, v)]
Unit table_clear(Process& self, Foreign* table, const TypeInfo& k, const TypeInfo& v);

}  // namespace riot
