package dev.failfast;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;

/** How a {@code suspend} function of Kotlin looks to Java, which knows it by the name of a type. */
final class Suspend {
    private Suspend() {}

    /** Its last parameter is the continuation. */
    static boolean is(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return parameters.length > 0
                && parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation");
    }

    /** {@code R} of {@code Continuation<? super R>}, boxed if primitive. */
    static Type result(Method method) {
        Type[] parameters = method.getGenericParameterTypes();
        return parameters[parameters.length - 1] instanceof ParameterizedType continuation
                        && continuation.getActualTypeArguments()[0] instanceof WildcardType wildcard
                        && wildcard.getLowerBounds().length == 1
                ? wildcard.getLowerBounds()[0]
                : Object.class;
    }
}
