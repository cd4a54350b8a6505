package org.foedus.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends a command that runs until it is told to stop: by SIGTERM or SIGINT, or when its standard
/// input ends because the process that started it is gone.
final class Stop implements AutoCloseable {
    private static final long MOST_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Runnable ask = () -> {};

    /// @param withParent whether the end of standard input tells it, too
    Stop(boolean withParent) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::shutDown));
        if (withParent) {
            Thread.ofPlatform().name("parent").daemon().start(this::awaitParent);
        }
    }

    /// Runs `action` when the command is told to stop, perhaps more than once, from another thread.
    void whenAsked(Runnable action) {
        ask = action;
        if (asked.getCount() == 0) {
            action.run();
        }
    }

    private void shutDown() {
        tell();
        try {
            // The process ends when the hook does: the command must have tidied up by then.
            done.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitParent() {
        try {
            while (System.in.read() >= 0) {
                // whatever the parent says, only its end counts
            }
        } catch (IOException e) {
            // as good as its end
        }
        tell();
    }

    private void tell() {
        asked.countDown();
        ask.run();
    }

    /// Waits until the command is told to stop.
    void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for so long; true as soon as the command is told to stop.
    boolean await(Duration most) {
        try {
            return asked.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Everything is tidied up: the process may go.
    @Override
    public void close() {
        done.countDown();
    }
}
