@NullMarked
package dev.muster.gateway.admin;

import org.jspecify.annotations.NullMarked;
