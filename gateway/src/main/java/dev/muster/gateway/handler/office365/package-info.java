@NullMarked
package dev.muster.gateway.handler.office365;

import org.jspecify.annotations.NullMarked;
