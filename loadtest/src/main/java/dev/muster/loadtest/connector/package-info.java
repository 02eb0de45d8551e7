/** The other side of the connectors' door: a Configuration Manager site as the gateway's tests need one (docs/connector.md). */
@NullMarked
package dev.muster.loadtest.connector;

import org.jspecify.annotations.NullMarked;
