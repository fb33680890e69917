"""`accelerate launch`, which the signals of a batch system do not reach.

A system that preempts a job tells all its processes to end. The launcher would end the workers then, in the middle of the step
that the trainer lets them finish; it ends with them instead. Who blocks a signal hands that on to what it starts.
"""

import signal

if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2})

    from accelerate.commands.launch import main

    main()
