package dev.failfast.examples.web.http;

import java.io.IOException;

/** The service answered with a status of 500 or more. Nobody throws it: the name of its class is what operators see. */
final class ServerErrorException extends IOException {
    private static final long serialVersionUID = 1;

    ServerErrorException(int status) {
        super("HTTP " + status);
    }
}
