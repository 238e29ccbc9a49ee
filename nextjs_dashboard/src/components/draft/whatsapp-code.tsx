"use client";

import { useNow } from "@/components/time/clock-provider";
import { At } from "@/components/time/times";
import { Notice } from "@/components/ui/notice";
import type { ApprovalDetail } from "@/lib/types";

/** The code that the owner asked for by WhatsApp, for as long as it counts. */
export function WhatsAppCodeNotice({ detail }: { detail: ApprovalDetail }) {
  const given = detail.whatsapp_code ?? null;
  const live = useNow((now) => given !== null && Date.parse(given.expires_at) > now);
  if (given === null || !live) return null;
  return (
    <Notice label="Code for WhatsApp" className="mb-4">
      <p>
        Code for WhatsApp: <strong className="text-base tracking-wider tabular-nums">{`${given.code.slice(0, 3)} ${given.code.slice(3)}`}</strong>
      </p>
      <p className="text-muted">
        Approves this text by a message from your own number, once, until <At at={given.expires_at} />.
      </p>
    </Notice>
  );
}
