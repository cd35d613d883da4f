package dev.failfast.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failfast.db.testing.FreshDatabase;
import dev.failfast.db.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** What is wrong in {@code failfast.*} ends the start with one sentence that names the property. */
class WrongPropertiesTest {
    private static final FreshDatabase DATABASE = TestDatabase.H2.fresh();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            failfast.defaults.open-for=-1s                     | failfast.defaults.open-for is refused: openFor must be positive
            failfast.defaults.open-for=soon                    | failfast.defaults.open-for = "soon" ("failfast.defaults.open-for" from property source "commandLineArgs") is refused: 'soon' is not a valid duration
            failfast.defaults.openFor=0                        | failfast.defaults.open-for is refused: openFor must be positive
            failfast.services.sales_api.probe-lease=11m        | failfast.services.sales_api.probe-lease is refused: probeLease must be at most PT10M
            failfast.services[a.b].slower-than=-1s             | failfast.services[a.b].slower-than is refused: slowerThan must be positive
            failfast.services.x.trip-on=java.io.IOExeption     | there is no class java.io.IOExeption on the class path
            failfast.defaults.ignore=java.lang.String          | failfast.defaults.ignore is refused: java.lang.String is no exception
            failfast.defaults.trip-on=java.lang.OutOfMemoryError | failfast.defaults.trip-on is refused: tripOn must not name java.lang.OutOfMemoryError
            failfast.services.x.trip-after.failures=3          | failfast.services.x.trip-after.within is missing
            failfast.defaults.trip-after.within=3s             | failfast.defaults.trip-after.failures is missing
            failfast.store.type=pool                           | it must be one of own-pool, application-pool, in-process
            failfast.store.timeout=2m                          | failfast.store.timeout is refused: timeout must be PT0.001S to PT1M
            failfast.store.pool-size=0                         | failfast.store.pool-size is refused: poolSize must be 1 to 100
            failfast.store.pool-size=many                      | failfast.store.pool-size
            failfast.store.cache-for=1ms                       | failfast.store.cache-for is refused: cacheFor must be PT0.01S
            failfast.store.table=drop table                    | failfast.store.table is refused
            failfast.store.table=other                         | failfast.store.table is refused: other is none that failfast can create
            failfast.schema.wait-at-most=-1s                           | failfast.schema.wait-at-most is refused: wait must be 0 to PT1H
            failfast.defaults.opn-for=1s                       | failfast.defaults.opn-for ("failfast.defaults.opn-for" from property source "commandLineArgs") is no property of failfast; did you mean failfast.defaults.open-for?
            failfast.open-for=1s                               | did you mean failfast.defaults.open-for?
            failfast.services.sales_api.trip-om=x              | did you mean failfast.services.sales_api.trip-on?
            failfast.services.a.b.open-for=1s                  | failfast.services.a.b.open-for
            """)
    void oneSentenceNamesTheProperty(String property, String sentence) {
        refused(sentence, property);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            failfast.defaults.trip-on=java.io.IOException | failfast.services.x.ignore=java.lang.Exception   | failfast.services.x is refused: tripOn and ignore contradict each other
            failfast.defaults.trip-on=java.io.IOException | failfast.defaults.ignore=java.io.IOException     | failfast.defaults is refused: tripOn and ignore contradict each other
            failfast.store.type=application-pool          | failfast.store.pool-size=3                       | failfast.store.pool-size is refused: poolSize is for a pool of the store's own
            """)
    void soDoContradictions(String one, String other, String sentence) {
        refused(sentence, one, other);
    }

    private static void refused(String sentence, String... properties) {
        Analyses.SEEN.clear();
        assertThatThrownBy(() -> Application.start(Small.class, Application.on(DATABASE, properties)))
                .isInstanceOf(Exception.class);
        assertThat(Analyses.SEEN).singleElement().satisfies(analysis -> {
            assertThat(analysis.getDescription()).contains(sentence).doesNotContain("\n");
            assertThat(analysis.getAction()).isNotBlank();
        });
    }

    /** Many of them are started. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, FailfastAutoConfiguration.class})
    static class Small {}
}
