"""What do this trade's short messages say? The wordings that an operator has approved by the provider."""

WORDINGS = {
    "confirmed": "您已报名成功：${title}，${time}。如不能参加，请及时取消，把名额留给邻居。",
    "confirmed.en": "You have a place: ${title}, ${time}. If you cannot come, please cancel in good time.",
    "waiting": "您已进入候补：${title}，${time}。一有名额，我们马上通知您。",
    "waiting.en": "You are on the waiting list: ${title}, ${time}. We will tell you as soon as there is a place.",
    "moved_up": "递补成功：您有名额了。${title}，${time}。如不能参加，请及时取消。",
    "moved_up.en": "You have a place now: ${title}, ${time}. If you can no longer come, please cancel.",
    "cancelled": "报名已取消：${title}，${time}。",
    "cancelled.en": "Sign-up cancelled: ${title}, ${time}.",
    "event_changed": "活动有变动：${title}。请登录邻里查看新的时间和地点。",
    "event_changed.en": "Something has changed: ${title}. Please see Linli for the new time and place.",
    "event_called_off": "活动取消：${title}。很抱歉，请登录邻里查看详情。",
    "event_called_off.en": "Called off: ${title}. We are sorry. Please see Linli for details.",
    "reminder": "活动提醒：${title}，${time}，${place}。如不能参加，请及时取消，把名额留给邻居。",
    "reminder.en": "Reminder: ${title}, ${time}, ${place}. If you cannot come, please cancel in good time.",
}
