"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { buttonClass } from "./button";
import { cn } from "./class-names";

type DialogProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
};

function Head({ title, description }: Pick<DialogProps, "title" | "description">) {
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
        {description && (
          <Radix.Description className="mt-0.5 text-ink-soft text-sm">{description}</Radix.Description>
        )}
      </div>
      <Radix.Close
        aria-label="Close"
        className={buttonClass({ variant: "ghost", size: "icon" }, "-mt-1 -mr-2")}
      >
        <X aria-hidden />
      </Radix.Close>
    </div>
  );
}

/** The overlay, the box and its close behaviour, shared by dialogs and sheets. */
function Frame({
  open,
  onOpenChange,
  trigger,
  className,
  description,
  children,
}: Omit<DialogProps, "title">) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/45" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={focusWhatToDo}
          className={cn("fixed z-50 bg-raised shadow-raised outline-none", className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The first field, or the box itself: not its Close button, which comes first. */
function focusWhatToDo(event: Event) {
  event.preventDefault();
  const box = event.currentTarget as HTMLElement;
  const field = box.querySelector<HTMLElement>("input:not([type=hidden]):not([disabled]), textarea");
  (field ?? box).focus({ preventScroll: true });
}

/** A question or small form in the middle of the screen; on phones it slides up from the bottom. */
export function Dialog({ className, children, title, ...frame }: DialogProps) {
  return (
    <Frame
      {...frame}
      className={cn(
        "grid max-h-[90dvh] gap-4 overflow-y-auto border p-5",
        "inset-x-0 bottom-0 animate-rise rounded-t-xl sm:inset-x-auto sm:bottom-auto sm:rounded-xl",
        "sm:top-[12vh] sm:left-1/2 sm:w-[min(32rem,calc(100vw-2rem))] sm:-ml-[min(16rem,calc(50vw-1rem))]",
        className,
      )}
    >
      <Head title={title} description={frame.description} />
      {children}
    </Frame>
  );
}

/** A panel that slides in from the right while the list stays visible. `footer` sticks to the bottom. */
export function Sheet({
  className,
  children,
  title,
  footer,
  ...frame
}: DialogProps & { footer?: ReactNode }) {
  return (
    <Frame
      {...frame}
      className={cn(
        "inset-y-0 right-0 flex w-full animate-slide-in flex-col border-l sm:max-w-lg",
        className,
      )}
    >
      <div className="border-b px-5 py-4">
        <Head title={title} description={frame.description} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5">{children}</div>
      {footer && <div className="border-t bg-raised px-5 py-4">{footer}</div>}
    </Frame>
  );
}
