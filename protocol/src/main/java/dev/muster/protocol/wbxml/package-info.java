/** WBXML (WAP-192, Binary XML Content Format) read and written for whatever code pages a message family has. */
@NullMarked
package dev.muster.protocol.wbxml;

import org.jspecify.annotations.NullMarked;
