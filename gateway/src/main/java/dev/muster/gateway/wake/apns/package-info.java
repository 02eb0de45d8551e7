@NullMarked
package dev.muster.gateway.wake.apns;

import org.jspecify.annotations.NullMarked;
