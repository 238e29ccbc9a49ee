"use client";

import { useTheme } from "next-themes";
import { Toaster } from "sonner";

/** At the top, so that a message never lies over the buttons that decide. */
export default function Messages() {
  const { resolvedTheme } = useTheme();
  return <Toaster position="top-center" offset={64} mobileOffset={{ top: 60, left: 12, right: 12 }} theme={resolvedTheme === "dark" ? "dark" : "light"} visibleToasts={3} />;
}
