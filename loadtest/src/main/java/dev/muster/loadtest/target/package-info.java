/** The gateway under test, seen from outside: its process, its administrator's API and its enrolment listener. */
@NullMarked
package dev.muster.loadtest.target;

import org.jspecify.annotations.NullMarked;
