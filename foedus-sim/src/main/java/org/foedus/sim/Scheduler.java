package org.foedus.sim;

import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Virtual threads whose steps an executor of ours runs.
///
/// The JDK has the constructor and hides it (`java.lang.ThreadBuilders`, JDK 25); the launcher
/// opens it for `foedus simulate`. Threads that such a thread starts are run by the same executor.
final class Scheduler {
    private static final String BUILDER = "java.lang.ThreadBuilders$VirtualThreadBuilder";

    private Scheduler() {}

    static ThreadFactory threads(Executor steps) {
        try {
            Constructor<?> constructor =
                    Class.forName(BUILDER).getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return ((Thread.Builder.OfVirtual) constructor.newInstance(steps)).factory();
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new FoedusException(
                    ErrorCode.INTERNAL_ERROR,
                    "the simulation needs virtual threads on its own scheduler, which this JDK"
                            + " does not give: use JDK 25 and"
                            + " --add-opens java.base/java.lang=ALL-UNNAMED (./foedus simulate"
                            + " does)",
                    e);
        }
    }
}
