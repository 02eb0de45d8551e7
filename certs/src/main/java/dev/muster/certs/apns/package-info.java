@NullMarked
package dev.muster.certs.apns;

import org.jspecify.annotations.NullMarked;
