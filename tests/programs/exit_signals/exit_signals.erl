%% The referee of main.riot: the same cases, in the same order and words, as Erlang/OTP has them.
%% escript exit_signals.erl prints what expect.txt holds; see differences.txt for where Riot means to differ.
-module(exit_signals).
-export([main/1]).
-mode(compile).

main(_) ->
  Reasons = [normal, shutdown, kill, oops],
  Booleans = [false, true],
  section("exit/2"),
  [line(["exit ", reason(R), " to one that ", traps(T)], told_to_exit(R, T)) || R <- Reasons, T <- Booleans],
  [line(["exit ", reason(R), " to one that is gone"], told_when_gone(R)) || R <- Reasons],
  [line(["exit ", reason(R), " to itself, ", traps(T)], tells_itself(R, T)) || R <- Reasons, T <- Booleans],
  [line(["exit ", reason(R), " twice to one that ", traps(T)], told_twice(R, T)) || R <- Reasons, T <- Booleans],
  line("traps no more", traps_no_more()),
  line("messages around an exit signal, trapped", messages_around(true)),
  line("messages around an exit signal, not trapped", messages_around(false)),
  section("ends by itself"),
  [line(["monitor, ", end_name(E)], monitored(E)) || E <- ends()],
  [line(["link, ", end_name(E), ", other ", traps(T)], linked(E, T)) || E <- ends(), T <- Booleans],
  section("is told to end"),
  [line(["monitor, ", reason(R)], monitored_told(R)) || R <- Reasons],
  [line(["link, ", reason(R), ", other ", traps(T)], linked_told(R, T)) || R <- Reasons, T <- Booleans],
  section("the dead"),
  line("monitor of one that is gone", monitor_of_dead()),
  [line(["link to one that is gone, ", traps(T)], link_to_dead(T)) || T <- Booleans],
  line("unlink of one that is gone", subject_does(true, fun() -> unlink(dead()) end)),
  line("link to itself", subject_does(false, fun() -> link(self()) end)),
  section("taken back"),
  [line(["unlink, then ", end_name(E), ", ", traps(T)], unlinked(E, T)) || E <- [return, fails], T <- Booleans],
  line("linked twice, unlinked once", linked_twice()),
  line("unlink takes back what is queued", unlink_queued()),
  line("demonitor takes back what is queued", demonitor_queued()),
  line("two monitors of one process", two_monitors()),
  line("one of two monitors is taken back", one_of_two_monitors()),
  section("chains"),
  [line(["a chain of links, ", end_name(E), ", the middle ", traps(T)], chain(E, T)) || E <- [return, fails, kills], T <- Booleans],
  line("a ring of links", ring()),
  section("order and names"),
  line("the last message comes before the notice", last_message()),
  line("a name is free when the notice comes", name_is_free()).

%% ---- words ----

section(Text) -> io:format("# ~s~n", [Text]).
line(Case, Outcome) -> io:format("~s: ~s~n", [lists:flatten(Case), lists:flatten(Outcome)]).
traps(true) -> "traps";
traps(false) -> "does not trap".
reason(normal) -> "Normal";
reason(shutdown) -> "Shutdown";
reason(kill) -> "Killed";
reason(killed) -> "Killed";
reason(noproc) -> "NoProcess";
reason({noproc, _}) -> "NoProcess";
reason(oops) -> "Reason";
reason({{badmatch, _}, _}) -> "Crash".

%% ---- the ways in which a process ends by itself ----

ends() -> [return, normally, shuts_down, fails, crashes, kills].
end_name(return) -> "returns";
end_name(normally) -> "exit Normal";
end_name(shuts_down) -> "exit Shutdown";
end_name(fails) -> "exit Reason";
end_name(crashes) -> "crash";
end_name(kills) -> "exit Killed".
end_by(return) -> ok;
end_by(normally) -> exit(normal);
end_by(shuts_down) -> exit(shutdown);
end_by(fails) -> exit(oops);
end_by(crashes) ->
  error_logger:tty(false),
  logger:set_primary_config(level, none),
  1 = id(2);
end_by(kills) -> exit(kill).
id(X) -> X.

%% ---- the process that is looked at ----
%% It answers `ping` with what it has heard since, does what it is told, and ends when it is told to.

subject(Traps) ->
  process_flag(trap_exit, Traps),
  subject_loop([]).
subject_loop(Heard) ->
  receive
    {ping, From} ->
      From ! {heard, lists:reverse(Heard)},
      subject_loop([]);
    {'EXIT', _, R} -> subject_loop([reason(R) | Heard]);
    {'DOWN', _, process, _, R} -> subject_loop([["Down ", reason(R)] | Heard]);
    {note, Text} -> subject_loop([Text | Heard]);
    {do, Fun, From} ->
      Fun(),
      From ! done,
      subject_loop(Heard)
  end.

%% A subject, monitored.
start(Traps) ->
  {Pid, _} = spawn_monitor(fun() -> subject(Traps) end),
  do(Pid, fun() -> ok end),
  Pid.
do(Pid, Fun) ->
  Pid ! {do, Fun, self()},
  receive
    done -> ok;
    {'DOWN', _, process, Pid, _} = Down -> self() ! Down
  end.

%% What has become of it.
outcome(Pid) ->
  timer:sleep(20),
  Pid ! {ping, self()},
  receive
    {heard, []} -> end_quietly(Pid, "alive");
    {heard, Heard} -> end_quietly(Pid, ["alive, heard ", lists:join(" and ", Heard)]);
    {'DOWN', _, process, Pid, R} -> ["ended, ", reason(R)]
  end.
end_quietly(Pid, Text) ->
  exit(Pid, kill),
  receive {'DOWN', _, process, Pid, _} -> Text end.

dead() ->
  {Pid, Monitor} = spawn_monitor(fun() -> ok end),
  receive {'DOWN', Monitor, process, Pid, _} -> Pid end.

%% A process that waits for the word and ends as it was told.
ender(How) -> spawn(fun() -> receive go -> end_by(How) end end).
go(Pid) ->
  Monitor = monitor(process, Pid),
  Pid ! go,
  receive {'DOWN', Monitor, process, Pid, _} -> ok end.
wait_for_end(Pid) ->
  Monitor = monitor(process, Pid),
  receive {'DOWN', Monitor, process, Pid, _} -> ok end.

%% ---- exit/2 ----

told_to_exit(R, Traps) ->
  Pid = start(Traps),
  exit(Pid, R),
  outcome(Pid).
told_when_gone(R) ->
  exit(dead(), R),
  "nothing".
tells_itself(R, Traps) ->
  Pid = start(Traps),
  do(Pid, fun() -> exit(self(), R) end),
  outcome(Pid).
told_twice(R, Traps) ->
  Pid = start(Traps),
  exit(Pid, R),
  exit(Pid, R),
  outcome(Pid).
traps_no_more() ->
  Pid = start(true),
  do(Pid, fun() -> process_flag(trap_exit, false) end),
  exit(Pid, oops),
  outcome(Pid).
messages_around(Traps) ->
  Pid = start(Traps),
  Pid ! {note, "first"},
  exit(Pid, oops),
  Pid ! {note, "last"},
  outcome(Pid).

%% ---- by itself ----

monitored(How) ->
  Pid = start(true),
  Ender = ender(How),
  do(Pid, fun() -> monitor(process, Ender) end),
  go(Ender),
  outcome(Pid).
linked(How, Traps) ->
  Pid = start(Traps),
  Ender = ender(How),
  do(Pid, fun() -> link(Ender) end),
  go(Ender),
  outcome(Pid).

%% ---- told ----

%% exit/2 with normal ends nobody that does not trap; one that does ends itself by it.
told(R, Ender) ->
  exit(Ender, R),
  case R of
    normal -> go(Ender);
    _ -> wait_for_end(Ender)
  end.
monitored_told(R) ->
  Pid = start(true),
  Ender = ender(return),
  do(Pid, fun() -> monitor(process, Ender) end),
  told(R, Ender),
  outcome(Pid).
linked_told(R, Traps) ->
  Pid = start(Traps),
  Ender = ender(return),
  do(Pid, fun() -> link(Ender) end),
  told(R, Ender),
  outcome(Pid).

%% ---- the dead ----

subject_does(Traps, Fun) ->
  Pid = start(Traps),
  do(Pid, Fun),
  outcome(Pid).
monitor_of_dead() -> subject_does(true, fun() -> monitor(process, dead()) end).
link_to_dead(Traps) -> subject_does(Traps, fun() -> link(dead()) end).

%% ---- taken back ----

unlinked(How, Traps) ->
  Pid = start(Traps),
  Ender = ender(How),
  do(Pid, fun() -> link(Ender), unlink(Ender) end),
  go(Ender),
  outcome(Pid).
linked_twice() ->
  Pid = start(true),
  Ender = ender(fails),
  do(Pid, fun() -> link(Ender), link(Ender), unlink(Ender) end),
  go(Ender),
  outcome(Pid).
%% As the manual says to do it.
unlink_queued() ->
  subject_does(true, fun() ->
    Ender = ender(fails),
    link(Ender),
    go(Ender),
    unlink(Ender),
    receive {'EXIT', Ender, _} -> ok after 0 -> ok end
  end).
demonitor_queued() ->
  subject_does(true, fun() ->
    Ender = ender(fails),
    Monitor = monitor(process, Ender),
    go(Ender),
    demonitor(Monitor, [flush])
  end).
two_monitors() ->
  subject_does(true, fun() ->
    Ender = ender(fails),
    monitor(process, Ender),
    monitor(process, Ender),
    go(Ender)
  end).
one_of_two_monitors() ->
  subject_does(true, fun() ->
    Ender = ender(fails),
    Monitor = monitor(process, Ender),
    monitor(process, Ender),
    demonitor(Monitor),
    go(Ender)
  end).

%% ---- chains ----

%% Ender, middle, last; the fates of the latter two. Asking ends who is asked, so the last one comes first.
chain(How, Traps) ->
  Last = start(false),
  Middle = start(Traps),
  Ender = ender(How),
  do(Middle, fun() -> link(Last), link(Ender) end),
  go(Ender),
  [outcome(Last), "; the middle: ", outcome(Middle)].
ring() ->
  A = start(false),
  B = start(false),
  C = start(false),
  do(A, fun() -> link(B) end),
  do(B, fun() -> link(C) end),
  do(C, fun() -> link(A) end),
  exit(B, oops),
  [outcome(A), "; ", outcome(B), "; ", outcome(C)].

%% ---- order and names ----

last_message() ->
  Me = self(),
  {Pid, Monitor} = spawn_monitor(fun() -> Me ! last_words end),
  receive First -> ok end,
  receive {'DOWN', Monitor, process, Pid, _} -> ok end,
  case First of
    last_words -> "yes";
    _ -> "no"
  end.
name_is_free() ->
  {Pid, Monitor} = spawn_monitor(fun() ->
    register(exit_signals_name, self()),
    receive go -> ok end
  end),
  Pid ! go,
  receive {'DOWN', Monitor, process, Pid, _} -> ok end,
  case whereis(exit_signals_name) of
    undefined -> "yes";
    _ -> "no"
  end.
