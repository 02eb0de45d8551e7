@NullMarked
package dev.muster.gateway.store.sql;

import org.jspecify.annotations.NullMarked;
