package org.foedus.sim;

/// Something outside the simulation woke one of its threads: nothing is wrong, but the run is of no
/// use, and is begun again.
final class Disturbed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Disturbed(String by) {
        super("woken from outside, by " + by);
    }
}
