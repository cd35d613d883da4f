package dev.failfast.spring;

import dev.failfast.db.FailfastSchema;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Migrates the table {@code broken_services} when the application starts: after the application's own Flyway, Liquibase
 * or scripts, before beans that use a {@link dev.failfast.Store}.
 *
 * <p>A database that is down is no reason not to start. If the migration fails it is tried again, on a daemon thread,
 * after 1 second, doubling to 30, until it has worked or the context is closed; if it takes longer than the start may
 * be held up, it goes on there. One WARN says so, and one INFO when it is done.
 */
public final class FailfastSchemaInitializer implements InitializingBean, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(FailfastSchemaInitializer.class);
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final DataSource dataSource;
    private final @Nullable String schema;
    private final Duration wait;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Whether the log says that the table is not there yet. */
    private volatile boolean late;

    private final Thread thread = new Thread(this::migrate, "failfast-schema");

    /**
     * For an application that defines this bean itself.
     *
     * @param dataSource a PostgreSQL or H2 database, and a user that may create tables; it is not closed
     * @param schema the schema to migrate, or null for the one that connections are in
     * @param wait how long the start of the application may be held up; zero does not wait
     * @throws IllegalArgumentException if {@code wait} is negative, or more than an hour
     */
    public FailfastSchemaInitializer(DataSource dataSource, @Nullable String schema, Duration wait) {
        if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("wait must be 0 to " + LONGEST_WAIT + ", was " + wait);
        }
        this.dataSource = dataSource;
        this.schema = schema;
        this.wait = wait;
        thread.setDaemon(true);
    }

    /** Migrates, or leaves it to the background after the wait. Does not throw if the database is in trouble. */
    @Override
    public void afterPropertiesSet() {
        thread.start();
        try {
            if (!tried.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                late = true;
                log.warn(
                        "broken_services is not migrated after {}; the application starts all the same,"
                                + " and the migration goes on in the background",
                        wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void migrate() {
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (!isMigrated()) {
                tried.countDown();
                if (stopped.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            }
        } catch (InterruptedException e) {
            log.warn("broken_services is not migrated: somebody interrupted the thread that would have done it");
        } finally {
            tried.countDown();
        }
    }

    /** Also true of what will never be, so that it is not tried again. */
    private boolean isMigrated() {
        try {
            if (schema == null) {
                FailfastSchema.migrate(dataSource);
            } else {
                FailfastSchema.migrate(dataSource, schema);
            }
            if (late) {
                log.info("broken_services is migrated now");
            }
            return true;
        } catch (IllegalArgumentException e) {
            log.error("broken_services cannot be migrated: {}", e.getMessage());
            return true;
        } catch (LinkageError e) {
            log.error("broken_services cannot be migrated with the Flyway that is on the class path: {}", e.toString());
            return true;
        } catch (RuntimeException e) {
            if (!late && stopped.getCount() > 0) {
                late = true;
                log.warn(
                        "broken_services could not be migrated; the application starts all the same, and it is tried"
                                + " again in the background. If this user may not create tables, have somebody else"
                                + " migrate and set failfast.schema.migrate=false. {}",
                        e.getMessage());
            }
            log.debug("broken_services could not be migrated", e);
            return false;
        }
    }

    /**
     * Stops trying. A migration that is under way is neither waited for nor interrupted: of H2 that would close the
     * database.
     */
    @Override
    public void destroy() {
        stopped.countDown();
    }
}
