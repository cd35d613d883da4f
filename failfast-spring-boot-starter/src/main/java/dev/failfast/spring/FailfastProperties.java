package dev.failfast.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be said in application.yml. A name that is no component here is refused, so a typo does not go unnoticed;
 * what other packages of the starter want to be told belongs here too.
 *
 * @param enabled Whether failfast does anything. If not, the registry can still be injected, calls pass unguarded, and
 *     no database is touched.
 * @param schema How the table comes into the database.
 * @param store Where the state of the services lives.
 * @param defaults Options of every breaker of the registry.
 * @param services Options by the name of the service, on top of the defaults. What is a list adds to theirs. A name
 *     with other characters than letters, digits, '-' and '_' goes in brackets, in YAML as "[api.example.com]".
 */
@ConfigurationProperties(prefix = FailfastProperties.PREFIX, ignoreUnknownFields = false)
record FailfastProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Schema schema,
        @DefaultValue Table store,
        @DefaultValue Options defaults,
        @DefaultValue Map<String, Options> services) {
    static final String PREFIX = "failfast";

    /**
     * The migration.
     *
     * @param migrate Whether the table is created and brought up to date when the application starts. If not, somebody
     *     else runs the scripts of failfast-db.
     * @param waitAtMost How long the start of the application may be held up by it. If it takes longer, or fails, the
     *     application starts all the same, and it is tried again in the background. Zero does not wait at all.
     */
    record Schema(
            @DefaultValue("true") boolean migrate,
            @DefaultValue("10s") Duration waitAtMost) {}

    /** How the store gets its connections. */
    enum StoreType {
        /** From a pool of its own, to where the application's data source goes. */
        OWN_POOL,
        /** From the application's data source. */
        APPLICATION_POOL,
        /** It needs none: the state stays in this process. */
        IN_PROCESS
    }

    /**
     * The store.
     *
     * @param type How the store gets its connections: from a pool of its own, from the application's data source, or
     *     not at all, since the state stays in this process. Where a pool of its own cannot be derived from the
     *     application's data source, that data source is used.
     * @param table The table, or schema.table.
     * @param instance What operators see in tripped_by when this process trips a service. Default: host and pid.
     * @param timeout How long one operation may wait for the database, 1 ms to 1 minute. Default: 250 ms.
     * @param poolSize How many connections the store's own pool has, 1 to 100. Default: 2.
     * @param cacheFor Answers calls from a snapshot of the table that is taken once per this time, 10 ms to 1 hour,
     *     instead of one query per call. Default: no cache.
     */
    record Table(
            @DefaultValue("own-pool") StoreType type,
            @DefaultValue("broken_services") String table,
            @Nullable String instance,
            @Nullable Duration timeout,
            @Nullable Integer poolSize,
            @Nullable Duration cacheFor) {}

    /**
     * Options of breakers.
     *
     * @param enabled Whether the breaker guards at all. Default: true.
     * @param openFor How long a service is broken after a failure, and after each failed probe. Default: 60 s.
     * @param tripOn Exceptions that are failures, with their subclasses; others are then taken for answers of the
     *     service. Default: every Exception that is not abandoned.
     * @param ignore Exceptions that say nothing about the service, with their subclasses.
     * @param slowerThan A call that takes longer is a failure even if it returns. Default: no limit.
     * @param tripAfter How many failures within which time trip the service. Default: the first one does.
     * @param probeLease How long a probe keeps others away if nothing is heard of it again, at most 10 minutes.
     *     Default: 30 s.
     */
    record Options(
            @Nullable Boolean enabled,
            @Nullable Duration openFor,
            @DefaultValue List<Class<? extends Throwable>> tripOn,
            @DefaultValue List<Class<? extends Throwable>> ignore,
            @Nullable Duration slowerThan,
            @DefaultValue TripAfter tripAfter,
            @Nullable Duration probeLease) {}

    /**
     * When failures trip. Both are needed, from the service or from the defaults.
     *
     * @param failures How many failures in this process trip the service, 1 to 10,000.
     * @param within Within which time they must happen.
     */
    record TripAfter(@Nullable Integer failures, @Nullable Duration within) {}
}
