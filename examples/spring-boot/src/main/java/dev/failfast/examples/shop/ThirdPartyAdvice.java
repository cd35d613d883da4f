package dev.failfast.examples.shop;

import dev.failfast.FailfastException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClientException;

/** What users are told of the third party's trouble, in one place for all controllers. */
@RestControllerAdvice
class ThirdPartyAdvice {

    /** The call was not made: it is known since when, and when it is worth while to come again. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> broken(FailfastException broken) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(broken.getRetryAfterSeconds()))
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, broken.getMessage()));
    }

    /** The call was made and failed. Its message can hold what is nobody's business. */
    @ExceptionHandler
    ProblemDetail failed(RestClientException failure) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_GATEWAY,
                "the call of the third party failed: " + failure.getClass().getSimpleName());
    }
}
