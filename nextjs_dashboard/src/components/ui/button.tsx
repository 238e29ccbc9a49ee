import clsx from "clsx";
import type { ComponentProps } from "react";

export type ButtonTone = "go" | "stop" | "quiet" | "plain";

const TONES: Record<ButtonTone, string> = {
  go: "bg-go text-white hover:bg-go-hover disabled:opacity-60",
  stop: "border border-stop text-stop hover:bg-stop-soft disabled:opacity-60",
  quiet: "border border-field-line text-ink hover:bg-hover disabled:opacity-60",
  plain: "text-ink hover:bg-hover disabled:opacity-60",
};

/** The shape every button and button-like link shares: at least 48 px high. */
export function buttonLook(tone: ButtonTone): string {
  return clsx("inline-flex min-h-12 min-w-12 items-center justify-center gap-2 rounded-xl px-4 text-base font-medium transition-colors disabled:cursor-not-allowed", TONES[tone]);
}

export function Button({ tone = "quiet", className, type = "button", ...rest }: ComponentProps<"button"> & { tone?: ButtonTone }) {
  return <button type={type} className={clsx(buttonLook(tone), className)} {...rest} />;
}
