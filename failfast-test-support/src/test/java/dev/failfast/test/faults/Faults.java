package dev.failfast.test.faults;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All that a database, its network and its operators are known to do to an application. */
final class Faults {
    private static final String TOO_MANY = "53300";

    private Faults() {}

    static Fault none() {
        return Fault.of("none, for comparison", site -> () -> {});
    }

    static List<Fault> all() {
        return List.of(
                Fault.of("server hung (SIGSTOP)", site -> {
                    site.server.pause();
                    return site.server::resume;
                }),
                Fault.of("server killed and restarted", site -> {
                    site.server.kill();
                    return site.server::restart;
                }),
                Fault.of("connections refused", site -> {
                    site.proxy.refuse();
                    site.proxy.cut();
                    return site.proxy::pass;
                }),
                Fault.of("network a black hole", site -> {
                    site.proxy.blackHole();
                    return site.proxy::pass;
                }),
                Fault.of("network with 2 s latency", site -> {
                    site.proxy.delay(Duration.ofSeconds(1), Duration.ofSeconds(1));
                    return site.proxy::pass;
                }),
                Fault.of("connections cut in the middle of a statement", Faults::cutMidStatement)
                        .overAtOnce(),
                Fault.of("answer to a trip lost after its commit", Faults::loseTheAnswerToATrip)
                        .overAtOnce(),
                Fault.of("pool exhausted by the application", Faults::exhaustPool)
                        .onTheApplicationsPool(),
                Fault.of("too many connections (53300)", Faults::takeAllConnections),
                Fault.of("read-only (25006)", site -> {
                    site.sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
                    return () ->
                            site.sql("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()");
                }),
                statements(
                        "table missing (42P01)",
                        "ALTER TABLE broken_services RENAME TO gone",
                        "ALTER TABLE gone RENAME TO broken_services"),
                statements(
                        "column missing (42703)",
                        "ALTER TABLE broken_services RENAME COLUMN trips TO gone",
                        "ALTER TABLE broken_services RENAME COLUMN gone TO trips"),
                Fault.of("rights revoked (42501)", site -> {
                    String owner = site.rows("SELECT tableowner FROM pg_tables WHERE tablename = 'broken_services'")
                            .get(0);
                    site.sql("REVOKE ALL ON broken_services FROM " + owner);
                    return () -> site.sql("GRANT ALL ON broken_services TO " + owner);
                }),
                Fault.of("rows locked by a forgotten transaction", Faults::lockRows),
                Fault.of("rows locked by a forgotten transaction", Faults::lockRows)
                        .onTheApplicationsPool(),
                SmallDisk.isPossible()
                        ? Fault.of("disk full (53100; tablespace on a small tmpfs)", SmallDisk::fill)
                        : raising("disk full (53100; raised by a trigger)", "53100"),
                raising("a storm of 40001, one for each write", "40001"));
    }

    private static Fault statements(String name, String begin, String end) {
        return Fault.of(name, site -> {
            site.sql(begin);
            return () -> site.sql(end);
        });
    }

    /** Each statement that would change a row fails, on the server. */
    private static Fault raising(String name, String sqlState) {
        return Fault.of(name, site -> {
            site.sql(
                    "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
                            + " $$ BEGIN RAISE EXCEPTION 'by order of the test' USING ERRCODE = '" + sqlState
                            + "'; END $$",
                    "CREATE TRIGGER fail BEFORE INSERT OR UPDATE OR DELETE ON broken_services"
                            + " FOR EACH ROW EXECUTE FUNCTION fail()");
            return () -> site.sql("DROP TRIGGER fail ON broken_services");
        });
    }

    private static Fault.End cutMidStatement(Site site) {
        // Statements take long enough for some to be under way.
        site.proxy.delay(Duration.ZERO, Duration.ofMillis(20));
        return () -> {
            untilAnOutage(site, site.proxy::cut);
            site.proxy.pass();
        };
    }

    private static Fault.End loseTheAnswerToATrip(Site site) {
        site.proxy.cutAfterNextRequest("INSERT INTO broken_services");
        return () -> untilAnOutage(site, () -> {});
    }

    private static void untilAnOutage(Site site, Runnable step) {
        int before = site.outages.begun();
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            step.run();
            return site.outages.begun() > before || site.outages.isUnderWay();
        });
    }

    private static Fault.End exhaustPool(Site site) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        while (taken.size() < site.pool.size) {
            taken.add(site.applicationPool().getConnection());
        }
        return () -> closeAll(taken);
    }

    private static Fault.End takeAllConnections(Site site) throws SQLException {
        site.proxy.refuse(); // or the store's pool would be quicker
        site.proxy.cut();
        List<Connection> taken = new ArrayList<>();
        await().until(() -> {
            takeAll(site, taken);
            return site.backends("true").size() == taken.size(); // and those that were cut off are gone
        });
        site.proxy.pass();
        return () -> closeAll(taken);
    }

    private static void takeAll(Site site, List<Connection> taken) throws SQLException {
        try {
            while (true) {
                taken.add(site.application());
            }
        } catch (SQLException e) {
            if (!TOO_MANY.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static void closeAll(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    /** The row that is due for a probe, and the places where the rows of trips would come. */
    private static Fault.End lockRows(Site site) throws SQLException {
        Connection operator = lockRow(site);
        Site.run(
                operator,
                "INSERT INTO broken_services(name, until) VALUES "
                        + IntStream.range(0, Load.FAILING)
                                .mapToObj(i -> "('" + Load.FAILING_PREFIX + i + "', 'infinity')")
                                .collect(Collectors.joining(", ")));
        return () -> {
            operator.rollback();
            operator.close();
        };
    }

    /** An operator's forgotten transaction, with the row that is due for a probe. */
    static Connection lockRow(Site site) throws SQLException {
        Connection operator = site.operator();
        operator.setAutoCommit(false);
        String lock = "UPDATE broken_services SET reason = 'look' WHERE name = '" + Load.DUE
                + "' AND until > clock_timestamp()";
        do { // until it comes before the first probe
            operator.rollback();
            site.expireSoon(Load.DUE);
        } while (Site.run(operator, lock) == 0);
        return operator;
    }
}
