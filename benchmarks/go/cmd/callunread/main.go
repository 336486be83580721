// N calls of a server by a goroutine with a million messages pending: Go has no selective receive, so each call carries its own
// reply channel, and the messages wait in another.
package main

import "perf/bench"

type ask struct {
	x     int
	reply chan int
}

func main() {
	n, k := bench.Arg(1, 1000000), bench.Arg(2, 1000000)
	server := make(chan ask, 16)
	go func() {
		for a := range server {
			a.reply <- a.x + 1
		}
	}()
	box := make(chan int, k)
	for i := 0; i < k; i++ {
		box <- i
	}
	bench.Report(bench.Timed(func() {
		for i := n; i > 0; i-- {
			reply := make(chan int, 1)
			server <- ask{i, reply}
			if <-reply != i+1 {
				panic("wrong answer")
			}
		}
	}))
}
