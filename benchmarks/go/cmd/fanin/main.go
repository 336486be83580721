// Many to one: W senders share N messages to one goroutine, which adds them up (channel capacity 1024 stands for a mailbox).
package main

import "perf/bench"

func main() {
	n, senders := bench.Arg(1, 10000000), bench.Arg(2, 1000)
	each := n / senders
	total := 0
	bench.Report(bench.Timed(func() {
		box := make(chan int, 1024)
		for i := 0; i < senders; i++ {
			go func() {
				for x := each; x > 0; x-- {
					box <- x
				}
			}()
		}
		for i := 0; i < each*senders; i++ {
			total += <-box
		}
	}))
	if total != each*(each+1)/2*senders {
		panic("lost messages")
	}
}
