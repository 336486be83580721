// A goroutine pings another for 2 s beside N that are always busy; each sample is one round trip.
package main

import (
	"perf/bench"
	"time"
)

func main() {
	busy := bench.Arg(1, 4)
	var times []int
	bench.Report(bench.Timed(func() {
		end := time.Now().Add(2 * time.Second)
		for i := 0; i < busy; i++ {
			go bench.Spin(end)
		}
		ping, pong := make(chan int), make(chan int)
		go func() {
			for x := range ping {
				pong <- x
			}
		}()
		for {
			t := time.Now()
			ping <- 1
			<-pong
			u := time.Now()
			if u.After(end) {
				break
			}
			times = append(times, int(u.Sub(t)/time.Microsecond))
			// A pause, so that each round trip begins among goroutines that have been running.
			time.Sleep(time.Millisecond)
		}
	}))
	bench.Percentiles(times)
}
