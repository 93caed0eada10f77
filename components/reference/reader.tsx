"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { Language } from "@/lib/api/examples";

type Reader = {
  language: Language;
  setLanguage: (language: Language) => void;
  apiKey: string;
  setApiKey: (key: string) => void;
};

const ReaderContext = createContext<Reader | null>(null);

/** What the reader has chosen for the whole page. The key lives in this page's memory and nowhere else. */
export function ReaderProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>("curl");
  const [apiKey, setApiKey] = useState("");
  return <ReaderContext value={{ language, setLanguage, apiKey, setApiKey }}>{children}</ReaderContext>;
}

export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader) throw new Error("useReader outside ReaderProvider");
  return reader;
}
