package dev.muster.protocol.syncml;

import java.util.List;
import java.util.Set;

import dev.muster.protocol.wbxml.CodePages;
import dev.muster.protocol.wbxml.CodePages.Page;

/**
 * Serves {@link SyncMlCodec}: SyncML in WBXML (OMA SyncML Representation Protocol 1.2, section 9, and Meta-Information
 * 1.2, section 6). Page 0 is SyncML, page 1 MetInf; those of version 1.1 are the same up to the tokens it lacks.
 */
final class SyncMlCodePages {
    /** Public identifier of a document of SyncML 1.1. */
    static final int SYNC_ML_11 = 0x0FD3;
    /** Public identifier of a document of SyncML 1.2. */
    static final int SYNC_ML_12 = 0x1201;

    static final String META_NAMESPACE = "syncml:metinf";

    private static final String SYNC_ML = """
            Add Alert Archive Atomic Chal Cmd CmdID CmdRef Copy Cred Data Delete Exec Final Get Item Lang LocName LocURI
            Map MapItem Meta MsgID MsgRef NoResp NoResults Put Replace RespURI Results Search Sequence SessionID SftDel
            Source SourceRef Status Sync SyncBody SyncHdr SyncML Target TargetRef - VerDTD VerProto NumberOfChanges
            MoreData Field Filter Record FilterType SourceParent TargetParent Move Correlator""";
    private static final String MET_INF = """
            Anchor EMI Format FreeID FreeMem Last Mark MaxMsgSize Mem MetInf Next NextNonce SharedMem Size Type Version
            MaxObjSize FieldLevel""";

    static final CodePages<SyncMlTag> PAGES = new CodePages<>(SyncMlTag.NAMES, Set.of(SYNC_ML_11, SYNC_ML_12),
            Set.of("-//SYNCML//DTD SyncML 1.1//EN", "-//SYNCML//DTD SyncML 1.2//EN"),
            List.of(new Page("SYNCML:SYNCML1.2", SYNC_ML), new Page(META_NAMESPACE, MET_INF)));

    private SyncMlCodePages() {}
}
