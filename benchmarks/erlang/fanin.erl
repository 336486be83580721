%% Many to one: W senders share N messages to one process, which adds them up.
-module(fanin).
-export([main/1]).

main(Args) ->
    N = bench:arg(Args, 1, 10000000),
    W = bench:arg(Args, 2, 1000),
    Each = N div W,
    bench:run(fun() ->
        Me = self(),
        {S, Total} = bench:timed(fun() ->
            [spawn(fun() -> produce(Each, Me) end) || _ <- lists:seq(1, W)],
            collect(Each * W, 0)
        end),
        Total = Each * (Each + 1) div 2 * W,
        bench:report(S)
    end).

produce(0, _) -> ok;
produce(N, To) -> To ! N, produce(N - 1, To).

collect(0, Total) -> Total;
collect(N, Total) -> receive X -> collect(N - 1, Total + X) end.
