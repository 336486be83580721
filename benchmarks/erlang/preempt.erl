%% A process pings another for 2 s beside N that are always busy; each sample is one round trip.
-module(preempt).
-export([main/1]).

main(Args) ->
    Busy = bench:arg(Args, 1, 4),
    bench:run(fun() ->
        End = bench:now_us() + 2000000,
        {S, Times} = bench:timed(fun() ->
            [spawn(fun() -> bench:spin(End, 0) end) || _ <- lists:seq(1, Busy)],
            ping(End, spawn(fun echo/0), [])
        end),
        bench:report(S),
        bench:percentiles(Times)
    end).

echo() ->
    receive {ping, From} -> From ! pong, echo() end.

%% A pause after each, so that each round trip begins among processes that have been running.
ping(End, To, Acc) ->
    T0 = bench:now_us(),
    To ! {ping, self()},
    receive pong -> ok end,
    T1 = bench:now_us(),
    case T1 >= End of
        true -> Acc;
        false ->
            receive after 1 -> ok end,
            ping(End, To, [T1 - T0 | Acc])
    end.
