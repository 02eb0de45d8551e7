@NullMarked
package dev.muster.certs.ca;

import org.jspecify.annotations.NullMarked;
