@NullMarked
package dev.muster.certs.x509;

import org.jspecify.annotations.NullMarked;
