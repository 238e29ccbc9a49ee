import type { MetadataRoute } from "next";

/** What a phone needs to keep the dashboard as an app. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/",
    name: "AI Employee",
    short_name: "AI Employee",
    description: "Approve what your AI employee has drafted",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#1e1e1e",
    theme_color: "#1e1e1e",
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Urgent drafts", url: "/approvals?view=urgent" },
      { name: "Outbox", url: "/outbox" },
    ],
  };
}
