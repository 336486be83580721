%% N calls of a server, as gen_server:call makes them, by a process in whose mailbox a million messages lie unread.
-module(callunread).
-export([main/1]).

main(Args) ->
    N = bench:arg(Args, 1, 1000000),
    K = bench:arg(Args, 2, 1000000),
    bench:run(fun() ->
        Server = spawn(fun server/0),
        Me = self(),
        [Me ! {junk, I} || I <- lists:seq(1, K)],
        {S, _} = bench:timed(fun() -> ask(N, Server) end),
        bench:report(S)
    end).

server() ->
    receive {ask, From, Ref, X} -> From ! {Ref, X + 1}, server() end.

ask(0, _) -> ok;
ask(N, Server) ->
    Ref = erlang:monitor(process, Server),
    Server ! {ask, self(), Ref, N},
    receive
        {Ref, X} when X =:= N + 1 -> erlang:demonitor(Ref, [flush]);
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    end,
    ask(N - 1, Server).
