package dev.failfast.examples.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.tools.Server;

/** An H2 server with a database in memory. */
final class H2Server implements DatabaseServer {
    private static final Pattern PORT = Pattern.compile("tcp://[^ ]*:(\\d+)");

    private final ServerProcess process;
    private final String url;
    private final String password = UUID.randomUUID().toString();

    private H2Server(Process jvm, String port) {
        this.process = new ServerProcess(jvm.toHandle());
        this.url = "jdbc:h2:tcp://localhost:" + port + "/mem:fleet-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    static H2Server start() throws IOException {
        Process jvm = Jvm.running(
                        Server.class,
                        Map.of("h2.bindAddress", "localhost"),
                        "-tcp",
                        "-tcpPort",
                        "0",
                        "-ifNotExists") // the database is made when somebody first connects
                .redirectErrorStream(true)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Matcher port = PORT.matcher(line == null ? "" : line);
        if (!port.find()) {
            jvm.destroyForcibly();
            throw new DemoException("the H2 server does not start");
        }
        return new H2Server(jvm, port.group(1));
    }

    @Override
    public String description() {
        return "H2 server, in memory";
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String user() {
        return "fleet";
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public void begin(Outage outage) throws IOException, InterruptedException {
        process.freeze();
    }

    @Override
    public void end(Outage outage) throws IOException, InterruptedException {
        process.thaw();
    }

    @Override
    public void close() {
        process.close();
    }
}
