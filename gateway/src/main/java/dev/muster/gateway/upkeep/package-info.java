/** What is looked after now and then, beside all check-ins: certificates that come to their end. */
@NullMarked
package dev.muster.gateway.upkeep;

import org.jspecify.annotations.NullMarked;
