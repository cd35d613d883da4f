package dev.failfast.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a sequence. Any step may be left out and the rest still makes sense, so sequences can be shrunk. */
sealed interface Step {
    void apply(ModelRun run);

    record Begin(int call, int host, String service) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.begin(call, host, service);
        }
    }

    /** Of a call that has ended already: a second verdict. */
    record End(int call, Ending ending) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.end(call, ending);
        }
    }

    /**
     * Calls inside of each other on one thread.
     *
     * @param services the outermost first
     * @param ending of the innermost call
     * @param catches which of the outer calls catch what the inner one throws, and succeed
     */
    record Nested(int host, List<String> services, Ending ending, List<Boolean> catches) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.nested(this);
        }
    }

    record Elapse(Duration duration) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.elapse(duration);
        }
    }

    /** To the end of the break, a little before or after it. */
    record ElapseTo(String service, Duration plus) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.elapseTo(service, plus);
        }
    }

    record Insert(String service, @Nullable Duration left) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.insert(service, left);
        }
    }

    record Update(String service, @Nullable Duration left) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.update(service, left);
        }
    }

    record Delete(String service) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.delete(service);
        }
    }

    record ForceOpen(int host, String service, @Nullable Duration openFor) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.forceOpen(host, service, openFor);
        }
    }

    record Reset(int host, String service) implements Step {
        @Override
        public void apply(ModelRun run) {
            run.reset(host, service);
        }
    }
}
