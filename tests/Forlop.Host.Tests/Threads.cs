// Most of these tests wait for a process or a socket: with one thread for each core the cores would idle.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
