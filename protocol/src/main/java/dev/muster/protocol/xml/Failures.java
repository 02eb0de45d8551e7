package dev.muster.protocol.xml;

import dev.muster.protocol.MalformedMessage;

/** Serves the scanners of this package, which know where a document breaks but not the path of open elements. */
interface Failures {
    /** Broken markup at this byte. */
    MalformedMessage syntax(int offset, String detail);

    /** The document ends where it must not. */
    MalformedMessage truncated();
}
