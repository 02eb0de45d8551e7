@NullMarked
package dev.muster.certs.secret;

import org.jspecify.annotations.NullMarked;
