"use client";

import { useRead } from "@/components/live/api-provider";
import { Ago } from "@/components/time/times";
import { Notice } from "@/components/ui/notice";
import type { Status } from "@/lib/types";

/** Says with the queue that nothing is sent right now, because the agent that sends does not run. */
export function AgentNotice({ initial }: { initial: Status }) {
  const { data = initial } = useRead("/api/status", initial);
  const { state, last_seen } = data.agent;
  if (state === "online") return null;
  return (
    <Notice tone="warn" role="status" title={state === "offline" ? "Agent offline" : "The agent has not run yet"} className="mb-4">
      <p data-testid="agent-offline">
        You can decide all the same. What you approve is sent when the agent on the laptop is back, and until then you can cancel it.
        {last_seen !== null && (
          <>
            {" "}
            Last seen <Ago at={last_seen} />.
          </>
        )}
      </p>
    </Notice>
  );
}
