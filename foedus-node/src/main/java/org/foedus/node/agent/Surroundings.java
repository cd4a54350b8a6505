package org.foedus.node.agent;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import org.foedus.link.client.Pause;
import org.foedus.link.time.Waiting;

/// What the world does to a node: time, chance, threads.
///
/// @param chance scatters pauses
/// @param salts hides what private bodies hold
/// @param zone in which the owner's hours count
/// @param talking threads that wait for the hub most of the time
/// @param working the thread that trains
public record Surroundings(
        InstantSource clock,
        Pause pause,
        Waiting waiting,
        RandomGenerator chance,
        SecureRandom salts,
        ZoneId zone,
        ThreadFactory talking,
        ThreadFactory working) {
    /// The real ones.
    public static Surroundings real() {
        return real(InstantSource.system());
    }

    /// The real ones, with another clock.
    public static Surroundings real(InstantSource clock) {
        return new Surroundings(
                clock,
                Pause.sleeping(),
                Waiting.real(),
                new SecureRandom(),
                new SecureRandom(),
                ZoneId.systemDefault(),
                Thread.ofVirtual().name("foedus-node-", 0).factory(),
                Thread.ofPlatform().name("foedus-training").daemon().factory());
    }
}
